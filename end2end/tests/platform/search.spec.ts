// Search on its own page, in both modes: words, beginnings, accents and keys; nothing of what one may not see.
import { newProject, newTask } from '../../lib/plan.ts';
import { expect, test } from '../../lib/test.ts';
import { uuidv7 } from '../../lib/world.ts';

test('words, beginnings, accents and keys find what is named and what is written', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'SEA', hydrated);
  // The two modes share a world: each has a word of its own.
  const word = hydrated ? 'Quillwort' : 'Quillback';
  const named = await newTask(world, project, `Zażółć the ${word} ledger`);
  const written = await newTask(world, project, 'Bind it anew');
  const { slug: workspace } = world.workspace;
  await world.post('/do/plan/edit_task', { workspace, task: written.id, description: `Behind the ${word}, left of the door.` });
  await world.post('/do/talk/add_comment', { workspace, id: uuidv7(), record: written.id, text: `The ${word} is on loan.` });

  await page.goto(world.at('/search'));
  await expect(page.getByRole('heading', { level: 1, name: 'Search' })).toBeVisible();
  const field = page.getByRole('searchbox');
  await field.fill(word.toLowerCase());
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page).toHaveURL(/\?q=quill/);
  await expect(field).toHaveValue(word.toLowerCase());
  const goTo = page.getByRole('region', { name: 'Go to' });
  const said = page.getByRole('region', { name: 'Said and written' });
  await expect(goTo.getByRole('listitem')).toHaveCount(1);
  await expect(goTo.locator('mark')).toHaveText(word);
  await expect(said.getByRole('listitem')).toHaveCount(2);
  await expect(said).toContainText('is on loan.');
  await expect(said).toContainText('on Bind it anew');
  await expect(said).toContainText('left of the door.');

  // A beginning, without its accents.
  await page.goto(world.at(`/search?q=zazol+${word.slice(0, 7)}`));
  await expect(goTo.getByRole('link')).toHaveText(`Zażółć the ${word} ledger`);
  await expect(said).toHaveCount(0);

  // A key leads to its task.
  await page.goto(world.at(`/search?q=${named.code.toLowerCase()}`));
  await goTo.getByRole('link').first().click();
  await expect(page).toHaveURL(world.at(`/t/${named.code}`));

  // A comment leads to where it was said.
  await page.goto(world.at(`/search?q=loan+${word}`));
  await said.getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`/t/${written.code}#c-`));
});

test('what nobody wrote is not found, and nothing is asked for nothing', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/search'));
  await expect(page.getByText('Accents and capitals do not matter.')).toBeVisible();
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await page.goto(world.at('/search?q=nobodywrotethis'));
  await expect(page.getByText('Nothing has all these words.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ has: page.locator('mark') })).toHaveCount(0);
  // What looks like a command is a word.
  await page.goto(world.at(`/search?q=${encodeURIComponent("' OR 1=1 --%_<b>")}`));
  await expect(page.getByRole('heading', { level: 1, name: 'Search' })).toBeVisible();
  await expect(page.getByRole('searchbox')).toHaveValue("' OR 1=1 --%_<b>");
});

test('whoever may not see it does not find it', async ({ page, world, hydrated }) => {
  const { slug: workspace } = world.workspace;
  const project = await newProject(world, 'SEF', hydrated);
  const task = await newTask(world, project, 'Secretively unmistakable');
  await world.post('/do/talk/add_comment', { workspace, id: uuidv7(), record: task.id, text: 'Unmistakably said' });
  const email = `seeker-${hydrated ? 'awake' : 'asleep'}@example.test`;
  const invited = (await world.post('/do/people/invite', { workspace, name: 'Sia Seeker', email, role: 'member' })) as { code: string };
  const joined = await page.request.post('/do/account/join', {
    form: { _key: uuidv7(), 'form[code]': invited.code, 'form[name]': 'Sia Seeker', 'form[password]': 'correct horse battery staple' },
    headers: { origin: world.baseURL, accept: 'application/json' },
  });
  expect(joined.ok()).toBe(true);
  for (const asked of ['unmistak', task.code, project.key]) {
    await page.goto(world.at(`/search?q=${asked}`));
    await expect(page.getByRole('heading', { level: 1, name: 'Search' })).toBeVisible();
    await expect(page.locator('main')).not.toContainText('Secretively');
    await expect(page.locator('main')).not.toContainText('Unmistakably said');
    await expect(page.locator('main')).not.toContainText(`Of ${project.key}`);
  }
});
