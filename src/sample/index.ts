export { loadSample, type SampleRooms } from "./load-sample.ts";
export { saturdayMorning } from "./saturday-morning.ts";
