import { meta } from "./ui.js";

for (const button of document.querySelectorAll("[data-sign-out]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    await fetch("/api/v1/session", { method: "DELETE", headers: { "X-CSRF-Token": meta("csrf") } });
    location.assign("/");
  });
}
