/** Starts the desk: words, session, then the workplace; and brings the login back when a session has ended. */

import { Alerts } from "./alerts.js";
import { AgentApi } from "./api.js";
import { Drafts } from "./drafts.js";
import { Live } from "./live.js";
import { signedIn, signIn } from "./login.js";
import { Outbox } from "./outbox.js";
import { choosePassword, takeSecret } from "./password.js";
import { patiently } from "./patiently.js";
import { loadTexts, t } from "./texts.js";
import "./workplace.js";

/** After this time out of sight the stream may be dead without having noticed: the computer slept. */
const LONG_AWAY_MS = 60_000;

await loadTexts("/static/desk/texts/en.json");
document.title = t("app.title");

const api = new AgentApi();
const secret = takeSecret();
const agent = secret ? await signIn(api, { email: await choosePassword(secret) }) : await signedIn(api);
await openDesk();

async function openDesk() {
  const choices = await patiently(() => api.choices());
  const drafts = new Drafts(localStorage, agent.id);
  drafts.forgetOld();
  const outbox = new Outbox(api, localStorage, agent.id);
  const live = new Live(api.streamUrl, () => api.me());
  const workplace = document.createElement("desk-workplace");
  document.body.append(workplace);
  workplace.start({ api, agent, choices, drafts, outbox, live, alerts: new Alerts(localStorage, agent.id), onSignOut: () => signOut(live) });
  live.start();

  let asking = false;
  const askAgain = async () => {
    if (asking) return;
    asking = true;
    live.stop();
    const same = (await signIn(api, { again: true, email: agent.email })).id === agent.id;
    if (!same) return location.reload();
    asking = false;
    live.start();
  };
  api.addEventListener("unauthorized", askAgain);
  live.addEventListener("ended", askAgain);
  window.addEventListener("online", () => !asking && live.start());
  let hiddenSince = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenSince = Date.now();
    else if (!asking && Date.now() - hiddenSince > LONG_AWAY_MS) live.start();
  });
}

async function signOut(live) {
  live.stop();
  await api.logout().catch(() => {});
  location.hash = "";
  location.reload();
}
