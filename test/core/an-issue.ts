// An issue that could be worked on, with whatever a test wants different. Its id doubles as identifier and title.
export { createIssue as anIssue } from "../../src/core/issue.ts";
