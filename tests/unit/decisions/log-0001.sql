INSERT INTO decisions (id, study, batch, at, reviewer, question, wave, respondent_id, text_hash, scope, round, queue, reason, probability, shown, via,
  codebook_version, note, undoes) VALUES ('a1', 'fietsen', 'a1', '2025-11-03T09:00:00.000000+00:00', 'anna', 'nadelen', '2025', 'g01', 'abc', 'alike',
  'first', 'sample', 'drawn by chance', 0.25, 'nothing', 'page', '1 (00000000)', '''t regent', '');
INSERT INTO decisions (id, study, batch, at, reviewer, question, wave, respondent_id, text_hash, scope, round, queue, reason, probability, shown, via,
  codebook_version, note, undoes) VALUES ('a2', 'fietsen', 'a2', '2025-11-03T09:01:00.000000+00:00', 'anna', 'nadelen', '2025', 'g01', 'abc', 'alike',
  'first', 'sample', '', NULL, 'nothing', 'page', '1 (00000000)', '', 'a1');
INSERT INTO verdicts (decision, place, theme, verdict, source, chance) VALUES (1, 0, 'weer', 'accept', 'rules', 1.0);
INSERT INTO verdicts (decision, place, theme, verdict, source, chance) VALUES (1, 1, 'wind', 'add', '', NULL);
