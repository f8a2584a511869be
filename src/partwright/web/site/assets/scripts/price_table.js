// Arrow keys move between the cells of a price table; Enter chooses, as on any button.
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest(".price-table td");
  const move = MOVES[event.key];
  if (!cell || !move) return;
  const [down, right] = move;
  const row = cell.parentElement;
  const rows = [...row.parentElement.rows];
  const next = rows[rows.indexOf(row) + down]?.cells[cell.cellIndex + right]?.querySelector("button");
  if (!next) return;
  event.preventDefault();
  next.focus();
});
