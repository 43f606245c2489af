"""What an operator adds to the search's lists of words, and takes from them."""
