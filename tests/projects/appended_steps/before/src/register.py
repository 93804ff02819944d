import sys; print('register', sys.argv[1:])
