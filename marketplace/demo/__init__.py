"""The demonstration market: fictitious houses, what they offer, lack, bid and pay."""
