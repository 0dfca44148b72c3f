"""The views of the gateway, a file per noun."""
