package io.telpher.net.probe.wire;

/** SMTP (RFC 5321): waits for the banner, says EHLO, and takes leave. */
public final class SmtpTalk implements Talk {
    @Override
    public byte[] opening() {
        return new byte[0];
    }

    @Override
    public Step hear(int step, byte[] heard) {
        String last = lastLine(Words.text(heard));
        if (last.isEmpty()) {
            return Step.MORE;
        }
        return switch (step) {
            case 0 ->
                last.startsWith("220 ") ? new Step.Say(Words.bytes("EHLO telpher.invalid\r\n")) : bad("banner", last);
            case 1 -> last.startsWith("250 ") ? new Step.Say(Words.bytes("QUIT\r\n")) : bad("answer to EHLO", last);
            default -> Step.well("takes mail");
        };
    }

    private static Step bad(String what, String line) {
        return Step.bad("its " + what + " is " + Words.shown(line));
    }

    /** The last line of a reply, behind whose number stands a space; empty if it is not whole. */
    private static String lastLine(String text) {
        if (!text.endsWith("\n")) {
            return "";
        }
        String line = text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
        return line.length() > 3 && line.charAt(3) == '-' ? "" : line.length() == 5 ? line.strip() + " " : line;
    }
}
