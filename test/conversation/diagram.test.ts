import { expect, it } from "vitest";
import { diagram } from "../../src/conversation/diagram.ts";
import { fixture, trial } from "./conversation.ts";

it("draws every step with its shape and every branch with its word", () => {
  expect(diagram(fixture("do"))).toBe(`flowchart TD
  start(("do v1")) --> s0
  s0[["join<br/>do join-club"]]
  s1(["done<br/>end: joined"])
  s2(["already<br/>end: already"])
  s0 -->|"joined"| s1
  s0 -->|"already"| s2
`);
});

it("dots what is passed over, names other flows, closes what runs out", () => {
  const drawn = diagram(fixture("ask"));
  expect(drawn).toContain('s0 -.->|"when not"| s1');
  expect(drawn).toContain('flow_say(("flow say"))');
  expect(diagram(fixture("say"))).toContain('s1 --> done');
});

it("escapes what Mermaid would read as its own", () => {
  const drawn = diagram(trial(`end: { check: "vars.a == \\"<b>\\" && 'x' < 'y'", then: end }`));
  expect(drawn).toContain("s0{\"end<br/>vars.a == #34;#60;b#62;#34; #38;#38; 'x' #60; 'y'\"}");
});

it("shows which steps come with a picture or a document", () => {
  const drawn = diagram(trial("a: { say: x, image: poster.jpg }\nb: { say: x, file: form.pdf }\nc: { say: x }"));
  expect(drawn.match(/<br\/>say[^"]*/g)).toEqual(["<br/>say + image", "<br/>say + file", "<br/>say"]);
});
