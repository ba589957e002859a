"""How it looks: words from the catalogues, buttons and forms as Discord shows them."""
