<?php
// The shop on PHP's own sessions; where they lie is set by session.save_handler. A router script for "php -S".

function page(string $text, int $status = 200): void {
    http_response_code($status);
    echo "<!doctype html><title>shop</title><p>$text</p>\n";
}

function to(string $path): void {
    header("Location: $path", true, 303);
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$api = str_starts_with($path, '/api');
session_start(['cookie_httponly' => true, 'cookie_samesite' => 'Lax', 'use_strict_mode' => true]);

if ($path === '/login' && $_SERVER['REQUEST_METHOD'] === 'POST') {
    $user = $_POST['user'] ?? '';
    if (($_POST['password'] ?? '') !== "secret-of-$user") {
        page('User or password is wrong', 401);
    } else {
        session_regenerate_id(true);
        $_SESSION = ['user' => $user, 'cart' => []];
        to('/');
    }
} elseif ($path === '/login') {
    isset($_SESSION['user'])
        ? to('/')
        : page('Please sign in <form method="post"><input name="user"><input name="password" type="password"></form>');
} elseif ($path === '/logout') {
    session_destroy();
    setcookie('PHPSESSID', '', 1, '/');
    to('/login');
} elseif (!isset($_SESSION['user'])) {
    if ($api) {
        http_response_code(401);
        echo json_encode(['error' => 'not signed in']);
    } else {
        to('/login');
    }
} elseif ($path === '/') {
    page("Hello {$_SESSION['user']}");
} else {
    if ($_SERVER['REQUEST_METHOD'] === 'POST') {
        $_SESSION['cart'][] = $_POST['item'] ?? 'lamp';
    }
    $items = $_SESSION['cart'];
    if ($api) {
        header('Content-Type: application/json');
        echo json_encode(['cart' => $items]);
    } else {
        page('In your cart: ' . (implode(', ', $items) ?: 'nothing'));
    }
}
