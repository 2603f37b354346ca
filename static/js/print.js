// Prints the page: the button appears only where this module runs.
document.addEventListener("click", ({ target }) => target.closest("[data-print-page]") && print());
