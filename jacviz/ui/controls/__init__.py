"""Small controls in the house style: segmented choices, quiet buttons, popovers."""
