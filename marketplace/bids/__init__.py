"""Terms offered on an invention until accepted, refused with a reason, withdrawn or expired."""
