"""How quickly results are kept and screens are answered, beside plain databases."""
