// Paper: a list and a calendar without what only a screen can do, with titles written out, and what is missing said.
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';

const LONG = 'Photograph the reading room before the shelves are moved and again when the lamps are hung, from the door and from the gallery';

test('a printed list writes its titles out and says what is not on the paper', async ({ signedIn: page, world, hydrated }) => {
  test.setTimeout(60_000);
  const project = await newProject(world, 'PRL', hydrated);
  await newTask(world, project, LONG);
  for (let n = 2; n <= 103; n++) await newTask(world, project, `Line ${n}`);
  await page.goto(world.at(`/p/${project.key}/list`));
  await expect(page.getByText('103 tasks. Scroll')).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText('100 of 103 tasks. Scroll to the others before printing')).toBeVisible();
  for (const chrome of ['.rail', '.phonebar', '.tabs', '.flt', '.views', '.pager', '.add-w', '.cols']) {
    for (const part of await page.locator(chrome).all()) await expect(part, chrome).toBeHidden();
  }
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const title = page.getByRole('link', { name: LONG, exact: true });
  await expect(title).toBeVisible();
  expect(await title.evaluate(link => link.scrollWidth - link.clientWidth), 'cut').toBeLessThanOrEqual(0);
});

test('a printed calendar shows its month and no more', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'PRC', hydrated);
  const task = await newTask(world, project, 'Hang the lamps');
  await world.post('/do/plan/edit_task', { workspace: world.workspace.slug, task: task.id, start: '2027-03-09', finish: '2027-03-11' });
  await page.goto(world.at(`/p/${project.key}/calendar?month=2027-03`));
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('td[data-day="2027-03-09"] .cal-b')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'March 2027' })).toBeVisible();
  for (const chrome of ['.rail', '.tabs', '.flt', '.views', '.cal-turn', '.cal-nav .seg']) {
    for (const part of await page.locator(chrome).all()) await expect(part, chrome).toBeHidden();
  }
});
