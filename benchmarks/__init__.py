"""What the hall costs, measured; `make bench` runs all and writes var/bench/latest.json."""
