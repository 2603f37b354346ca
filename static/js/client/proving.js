// Works for sending while one reads the answers over: whoever proved it may send more from one
// address, where many share one. Without it everything works as well.
import { prove } from "./proof.js";

for (const ticket of document.querySelectorAll("input[name=ticket][data-proof-bits]")) {
  prove(ticket.value, Number(ticket.dataset.proofBits), { stretch: 200 }).then((proof) => {
    ticket.after(Object.assign(document.createElement("input"), { type: "hidden", name: "proof", value: proof }));
  });
}

// Who goes back after sending meets the form: the answers that were checked are not asked for again.
document.querySelector("form:has(input[name=ticket])")?.addEventListener("submit", ({ submitter, target }) => {
  if (submitter?.value === "send") history.replaceState(null, "", target.action);
});
