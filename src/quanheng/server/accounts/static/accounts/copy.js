// Copies a secret that is shown once, and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.querySelector(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return; // no secure context: the text is selected, Ctrl+C does it
  }
  button.querySelector("span").textContent = button.dataset.copied;
});
