"""What an operator watches, for Prometheus and for whoever restarts what hangs; loaded only where it is asked for."""
