print('fitted')
