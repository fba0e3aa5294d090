print("code")
