import { refusalText, t } from "./shared/text.js";

const form = document.getElementById("sign-in");
const problem = document.getElementById("sign-in-error");
const button = form.querySelector("button");

function say(text) {
  problem.textContent = text;
  problem.hidden = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  problem.hidden = true;
  try {
    const response = await fetch("/api/v1/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name: form.elements.name.value.trim(), password: form.elements.password.value }),
    });
    if (response.ok) {
      location.assign(form.dataset.back);
      return;
    }
    const answer = await response.json();
    say(refusalText(answer.error_code ?? answer.code));
    form.elements.password.value = "";
    form.elements.password.focus();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say(t("signIn.noAnswer"));
  } finally {
    button.disabled = false;
  }
});

button.disabled = false;
