// After an act, keep the keyboard where it was; where what was pressed is gone, put it on what was told.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.target.id !== "kept" && document.activeElement === document.body) document.getElementById("told").focus();
});
// Buttons that copy a text are shown where they can work; without them the text is selected by hand.
document.querySelectorAll("[data-copy]").forEach((button) => {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    text.select();
    await navigator.clipboard.writeText(text.value);
    const told = Object.assign(document.createElement("p"), { className: "container", textContent: button.dataset.copied });
    document.getElementById("told").replaceChildren(told);
  });
});

// What is being sent needs no draft any more.
document.addEventListener("submit", (event) => event.target.querySelector("#kept")?.remove());
