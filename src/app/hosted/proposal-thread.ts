// The thread in which one proposal is judged: it is given the case, sends back what is wrong, and ends. It may be ended at any moment.
import { parentPort, workerData } from "node:worker_threads";
import { judgeProposal, type ProposalCase } from "./judge-proposal.ts";

parentPort?.postMessage(await judgeProposal(workerData as ProposalCase));
