print("merge")
