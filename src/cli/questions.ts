import { answerQuestion, questionById } from "../questions/index.ts";
import type { Service } from "../service/service.ts";
import { sendBroadcast, watchBroadcast } from "./broadcast-progress.ts";
import { CommandMistake, print, type Command } from "./command.ts";
import { withService } from "./with-service.ts";

export const command: Command = {
  summary: 'questions list: what waits for an answer; questions answer CODE "TEXT" [--public]: answers and tells everybody who asked',
  async run([verb, code, ...rest]) {
    const words = rest.filter((word) => word !== "--public").join(" ").normalize("NFC").trim();
    if (verb === "list") return withService({ work: false }, list);
    if (verb === "answer" && code && words) return withService({ work: true }, (service) => answer(service, code, words, rest.includes("--public")));
    throw new CommandMistake('Say `questions list` or `questions answer CODE "TEXT" [--public]`.');
  },
};

/** Who asked is not shown: it is not kept with the question. */
async function list({ rooms }: Service): Promise<number> {
  const open = await rooms.questions.questions.find({ state: { $in: ["received", "screened", "assigned", "overdue"] } }).lean();
  for (const one of open.sort((a, b) => a.askedAt - b.askedAt)) print(`${one._id}  ${one.state}  ${one.to}  ${one.topic}  ${one.by?.name ?? "-"}  ${one.text.replace(/\s+/g, " ")}`);
  if (open.length === 0) print("No question waits for an answer.");
  return 0;
}

async function answer(service: Service, code: string, text: string, open: boolean): Promise<number> {
  const { questions } = service.rooms;
  const now = Date.now();
  if (!(await questionById(questions, code)) || !(await answerQuestion(questions, code, { text, public: open, now }))) throw new CommandMistake(`There is no question ${code}; see \`npm run cli -- questions list\`.`);
  const id = `answer-${code}-${now}`;
  await sendBroadcast(service, { _id: id, kind: "answer", urgent: true, audience: { questions: [code] }, content: { key: "notice:question-answered", params: { code, answer: text } } });
  return watchBroadcast(service, id);
}
