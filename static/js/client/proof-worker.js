// Looks for a proof of work aside, so that nobody waits for it while typing.
import { isProof } from "./proof.js";

addEventListener("message", ({ data: { ticket, bits } }) => {
  let number = 0;
  while (!isProof(ticket, number, bits)) number += 1;
  postMessage(String(number));
});
