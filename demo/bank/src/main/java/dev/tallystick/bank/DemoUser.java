package dev.tallystick.bank;

/** Who has an account at the demonstration's bank from the start. The password is the name, and no secret. */
enum DemoUser {
    ANN("ann", 100_000),
    BOB("bob", 50_000),
    /** The attacker, to whom stolen money goes. */
    MALLORY("mallory", 0);

    private final String account;
    private final long openingBalance;

    DemoUser(String account, long openingBalance) {
        this.account = account;
        this.openingBalance = openingBalance;
    }

    String account() {
        return account;
    }

    String password() {
        return account;
    }

    /** In pence. */
    long openingBalance() {
        return openingBalance;
    }
}
