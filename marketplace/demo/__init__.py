"""The demonstration market: six fictitious houses, what they offer, lack, bid and pay."""
