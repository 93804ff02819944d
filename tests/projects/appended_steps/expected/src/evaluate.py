import sys; print('evaluate', sys.argv[1:])
