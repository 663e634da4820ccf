"""The rows and columns of 计票结果, laid out in the secretary's own file."""
