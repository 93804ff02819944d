print('c')
