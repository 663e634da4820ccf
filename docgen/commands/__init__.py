"""What docgen does, a module or package for each command, named as the command."""
