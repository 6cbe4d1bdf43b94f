// Says in words why a passkey did not work; allauth's script announces it as an event.
document.addEventListener("allauth.error", (event) => {
  const notice = document.querySelector("[data-passkey-problem]");
  if (!notice) return;
  event.preventDefault();
  const problem = event.detail.exception;
  const { refused, known, other } = notice.dataset;
  const texts = { NotAllowedError: refused, AbortError: refused, InvalidStateError: known };
  notice.textContent = texts[problem.name] || `${other} ${problem.message}`;
  notice.hidden = false;
});

// The buttons come switched off: pressed before allauth's script listens, they would do nothing, or send an empty form.
document.addEventListener("DOMContentLoaded", () => {
  if (window.PublicKeyCredential) {
    for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = false;
    return;
  }
  const notice = document.querySelector("[data-passkey-problem]");
  notice.textContent = notice.dataset.unsupported;
  notice.hidden = false;
});
