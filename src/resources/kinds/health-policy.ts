// When an agent counts as ill: part of Workspace and of Agent.
import { wholeNumber } from "../words.ts";
import { fraction, optional, section } from "./section.ts";

export const HealthPolicy = section(
  {
    disease_duration_hours: optional(wholeNumber(0), "How many hours an agent stays diseased; 0 switches illness off.", 5),
    disease_threshold: optional(wholeNumber(1), "How many infrastructure failures in a row make an agent diseased.", 2),
    capability_success_threshold: optional(fraction(), "The success rate from which a diseased agent may still serve a capability.", 0.5),
  },
  { unknownKeys: "error" },
);
