print('check')
