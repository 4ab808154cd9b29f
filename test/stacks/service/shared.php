<?php
// What both services share: a memory of files in the folder `state` beside this one, and what goes wrong. The tests write the
// customers of the Delete service there (`loyalty/<code>`) and read `requests` and `applied`.
declare(strict_types=1);

const STATE = __DIR__ . '/../state';
const USER = 'stacks';
const KEY = 'stacks-key';

function record(string $file, array $entry): void
{
	file_put_contents(STATE . "/$file", json_encode($entry, JSON_THROW_ON_ERROR) . "\n", FILE_APPEND | LOCK_EX);
}

/**
 * Applies a change and says so. What goes wrong is named by the customer, such as `killed-before-7`, and goes wrong the first
 * time only, so that a second attempt finds a service that works.
 */
function carryOut(string $customer, callable $apply, string $answer): void
{
	preg_match('/^([a-z-]+)-\d+$/', $customer, $match);
	$trouble = $match && @mkdir(STATE . "/troubles/$customer") ? $match[1] : '';
	// Web servers' PHP doesn't name SIGKILL.
	$die = fn () => posix_kill(getmypid(), 9);

	ini_set('display_errors', str_ends_with($trouble, '-shown') ? '1' : '0');
	if ($trouble === 'slow') usleep(3_500_000);
	if ($trouble === 'killed-before') $die();
	// A late request may find it done by then.
	if ($apply()) record('applied', ['customer' => $customer]);
	if ($trouble === 'killed-after') $die();
	if ($trouble === 'killed-midway') {
		echo substr($answer, 0, intdiv(strlen($answer), 2));
		ob_end_flush();
		flush();
		$die();
	}
	if ($trouble === 'warning-shown') trigger_error('Something is odd', E_USER_WARNING);
	echo $answer;
	if (str_starts_with($trouble, 'fatal')) throw new RuntimeException('Something is broken');
}
