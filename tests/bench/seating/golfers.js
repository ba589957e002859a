// The baseline: Good-Enough Golfers (goodenough.golf), written anew from the description in its README and notes:
// rounds are found one after another and locked; what a pair costs is the square of how often it has met; each
// generation takes the dearest room of each candidate and swaps its people with everybody else, keeps at most 100
// descendants, adds random permutations against local peaks, and ends after 30 generations or at cost 0.
// Usage: node golfers.js ROOMS SIZE ROUNDS; prints {"ms", "repeats"}.
"use strict";

const GENERATIONS = 30, PERMUTATIONS = 2, DESCENDANTS = 100;
const [rooms, size, rounds] = process.argv.slice(2).map(Number);
const people = rooms * size;
const met = Array.from({ length: people }, () => new Float64Array(people));

function shuffled() {
  const order = Array.from({ length: people }, (_, number) => number);
  for (let last = people - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

function judged(order) {
  const costs = [];
  let total = 0;
  for (let room = 0; room < rooms; room++) {
    let cost = 0;
    for (let one = room * size; one < (room + 1) * size; one++)
      for (let other = one + 1; other < (room + 1) * size; other++) cost += met[order[one]][order[other]] ** 2;
    costs.push(cost);
    total += cost;
  }
  return { order, costs, total };
}

function descendants(parent) {
  const worst = parent.costs.indexOf(Math.max(...parent.costs));
  const born = [];
  for (let seat = worst * size; seat < (worst + 1) * size; seat++)
    for (let other = 0; other < people; other++)
      if (Math.floor(other / size) !== worst) {
        const order = parent.order.slice();
        [order[seat], order[other]] = [order[other], order[seat]];
        born.push(judged(order));
      }
  return born;
}

function round() {
  let living = Array.from({ length: 5 }, () => judged(shuffled()));
  for (let generation = 0; generation < GENERATIONS; generation++) {
    const all = living.flatMap((one) => [one, ...descendants(one)]);
    for (let extra = 0; extra < PERMUTATIONS; extra++) all.push(judged(shuffled()));
    all.sort((one, other) => one.total - other.total);
    living = all.slice(0, DESCENDANTS);
    if (living[0].total === 0) break;
  }
  return living[0].order;
}

const began = process.hrtime.bigint();
for (let number = 0; number < rounds; number++) {
  const order = round();
  for (let room = 0; room < rooms; room++)
    for (let one = room * size; one < (room + 1) * size; one++)
      for (let other = one + 1; other < (room + 1) * size; other++) {
        met[order[one]][order[other]]++;
        met[order[other]][order[one]]++;
      }
}
const ms = Number(process.hrtime.bigint() - began) / 1e6;
let repeats = 0;
for (let one = 0; one < people; one++) for (let other = 0; other < one; other++) repeats += Math.max(0, met[one][other] - 1);
console.log(JSON.stringify({ ms, repeats }));
