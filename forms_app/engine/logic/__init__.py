"""The logic of forms: a closed, typed language with three truth values, the same in browsers."""
