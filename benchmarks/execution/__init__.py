"""What executing an operation costs: our gateway, stock Strawberry and a server that executes nothing."""
