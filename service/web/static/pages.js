// After an act, keep the keyboard where it was; where what was pressed is gone, put it on what was told.
document.addEventListener("htmx:after:swap", () => {
  if (document.activeElement === document.body) document.getElementById("told").focus();
});
