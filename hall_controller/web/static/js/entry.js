import { html, render } from "./shared/ui.js";
import { HealthList } from "./shared/health.js";

render(html`<${HealthList} />`, document.getElementById("health"));
