"""What simulated people do, refused where Discord's own client would not let them."""
