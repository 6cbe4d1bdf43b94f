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

document.addEventListener("DOMContentLoaded", () => {
  if (window.PublicKeyCredential) return;
  const notice = document.querySelector("[data-passkey-problem]");
  notice.textContent = notice.dataset.unsupported;
  notice.hidden = false;
  for (const button of document.querySelectorAll("#passkey_login, #passkey_add, #passkey_second, #passkey_confirm")) {
    button.disabled = true;
  }
});
