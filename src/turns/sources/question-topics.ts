import { questionTopics as topics, topicName } from "../../questions/index.ts";
import type { Source } from "../effect-contract.ts";
import { pageOf } from "./page-of.ts";

export const questionTopics = (): Source => ({
  name: "question-topics",
  async options(_args, page, size, { contact }) {
    return pageOf(topics().map((topic) => ({ value: topic, label: topicName(topic, contact.locale) ?? topic })), page, size);
  },
});
