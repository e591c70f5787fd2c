import { freshPerson, type PeopleModels } from "../../src/people/index.ts";

const families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Tống", "Lưu", "Mai", "Cao"];
/** As in life: two in five are a Nguyễn. */
const family = (at: number): string => (at % 5 < 2 ? "Nguyễn" : families[at % families.length]!);
const middles = ["Thị", "Văn", "Hữu", "Đức", "Minh", "Ngọc", "Thu", "Quang", "Thanh", "Xuân", "Kim", "Anh"];
const givens = ["Lan", "Hương", "Nam", "Hà", "Đạt", "Ánh", "Tuấn", "Yến", "Khôi", "Thảo", "Phượng", "Ước", "Hạnh", "Hùng", "Dũng", "Linh", "Trang", "Sơn", "Bình", "Châu", "Giang", "Khánh", "Loan", "My", "Oanh", "Phúc", "Quân", "Thủy", "Vân", "Việt"];

export const nameAt = (at: number): string => `${family(at)} ${middles[(at * 7 + Math.floor(at / 13)) % middles.length]} ${givens[(at * 11 + Math.floor(at / 17)) % givens.length]}`;
export const phoneAt = (at: number): string => `+849${String(10_000_000 + ((at * 7919) % 90_000_000)).padStart(8, "0")}`;

/** Fills the register with `count` people over `communes` communes of some 25 branches each. */
export async function seedPeople(models: PeopleModels, count: number, communes: number): Promise<void> {
  for (let from = 0; from < count; from += 2000) {
    await models.people.insertMany(
      Array.from({ length: Math.min(2000, count - from) }, (_, i) => {
        const at = from + i;
        const commune = `xa-${at % communes}`;
        return freshPerson({ name: nameAt(at), commune, branch: `${commune}-thon-${Math.floor(at / communes) % 25}`, birth: `${1995 + (at % 16)}-${String((at % 12) + 1).padStart(2, "0")}-${String((at % 28) + 1).padStart(2, "0")}`, phone: phoneAt(at), standing: at % 3 === 0 ? "member" : "youth" }, { by: "bench", now: 1_700_000_000_000, id: `p${String(at).padStart(7, "0")}` });
      }),
      { ordered: false, lean: true },
    );
  }
}
