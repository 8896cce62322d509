#include "rules.h"

#define FILE_RULE(key, path, flags, mode, control, title) \
    {{key, title, "Whoever may change it, or read what it keeps secret, takes over accounts of this host. Set owner root " \
                  "and at most the expected mode.", \
      {control, "cm-6"}}, PERMISSIONS, path, flags, mode}
#define CRON_RULE(key, path, flags, mode, title) \
    {{key, title, "Root runs what is in it; its content also tells an intruder when. Set owner root and at most the " \
                  "expected mode.", \
      {"cm-5", "ac-6"}}, PERMISSIONS, path, flags, mode}
#define LOGIN_RULE(key, name, want, control, title, why) {{key, title, why, {control}}, LOGIN, name, want, 0}
#define KERNEL_RULE(key, path, least, most, control, title, why) \
    {{key, title, why, {control, "cm-6"}}, KERNEL, "/proc/sys/" path, least, most}

#define REDIRECTS "A forged ICMP redirect sends this host's traffic through the forger. Set it to 0 with sysctl."
#define SENDS "Only routers send redirects. Set it to 0 with sysctl."
#define SOURCE_ROUTE "Source routing lets a sender go round filters. Set it to 0 with sysctl."
#define ROUTES "A host that forwards joins networks that filters keep apart. Set it to 0, or exclude this check on a router."
#define FILTER "Without it packets with forged senders are accepted. Set it to 1 (strict) or 2 (loose) with sysctl."
#define LINKS "In directories like /tmp it keeps a program from following what another user planted. Set it with sysctl."

const rule rules[] = {
    FILE_RULE("etc-passwd", "/etc/passwd", MUST_EXIST, 0644, "ac-3", "Only root changes /etc/passwd"),
    FILE_RULE("etc-passwd-backup", "/etc/passwd-", 0, 0644, "ac-3", "Only root changes /etc/passwd-"),
    FILE_RULE("etc-group", "/etc/group", MUST_EXIST, 0644, "ac-3", "Only root changes /etc/group"),
    FILE_RULE("etc-group-backup", "/etc/group-", 0, 0644, "ac-3", "Only root changes /etc/group-"),
    FILE_RULE("etc-shadow", "/etc/shadow", MUST_EXIST | GROUP_SHADOW, 0640, "ia-5.1", "Password hashes in /etc/shadow are secret"),
    FILE_RULE("etc-shadow-backup", "/etc/shadow-", GROUP_SHADOW, 0640, "ia-5.1", "Password hashes in /etc/shadow- are secret"),
    FILE_RULE("etc-gshadow", "/etc/gshadow", GROUP_SHADOW, 0640, "ia-5.1", "Password hashes in /etc/gshadow are secret"),
    FILE_RULE("etc-gshadow-backup", "/etc/gshadow-", GROUP_SHADOW, 0640, "ia-5.1", "Password hashes in /etc/gshadow- are secret"),
    FILE_RULE("opasswd", "/etc/security/opasswd", 0, 0600, "ia-5.1", "Former password hashes are secret"),
    FILE_RULE("login-defs", "/etc/login.defs", 0, 0644, "cm-5", "Only root changes /etc/login.defs"),
    FILE_RULE("sudoers", "/etc/sudoers", 0, 0440, "ac-6", "Nobody writes /etc/sudoers but through visudo"),
    FILE_RULE("sudoers-directory", "/etc/sudoers.d", DIRECTORY, 0750, "ac-6", "Only root adds to /etc/sudoers.d"),
    FILE_RULE("sshd-config", "/etc/ssh/sshd_config", 0, 0600, "ac-3", "Only root reads and changes sshd_config"),
    CRON_RULE("crontab", "/etc/crontab", 0, 0600, "Only root reads and changes /etc/crontab"),
    CRON_RULE("cron-hourly", "/etc/cron.hourly", DIRECTORY, 0700, "Only root enters /etc/cron.hourly"),
    CRON_RULE("cron-daily", "/etc/cron.daily", DIRECTORY, 0700, "Only root enters /etc/cron.daily"),
    CRON_RULE("cron-weekly", "/etc/cron.weekly", DIRECTORY, 0700, "Only root enters /etc/cron.weekly"),
    CRON_RULE("cron-monthly", "/etc/cron.monthly", DIRECTORY, 0700, "Only root enters /etc/cron.monthly"),
    CRON_RULE("cron-d", "/etc/cron.d", DIRECTORY, 0700, "Only root enters /etc/cron.d"),

    LOGIN_RULE("pass-max-days", "PASS_MAX_DAYS", AT_MOST_DAYS, "ia-5.1", "Passwords expire",
               "A stolen password stays usable until it is changed. Set PASS_MAX_DAYS in /etc/login.defs."),
    LOGIN_RULE("pass-min-days", "PASS_MIN_DAYS", AT_LEAST_MIN_DAYS, "ia-5.1", "Passwords cannot be cycled through in a day",
               "Otherwise users return to the old password at once. Set PASS_MIN_DAYS in /etc/login.defs."),
    LOGIN_RULE("pass-warn-age", "PASS_WARN_AGE", AT_LEAST_WARN_DAYS, "ia-5.1", "Users are warned before a password expires",
               "Who is surprised chooses badly. Set PASS_WARN_AGE in /etc/login.defs."),
    LOGIN_RULE("encrypt-method", "ENCRYPT_METHOD", ENCRYPT_ONE_OF, "ia-5.1", "Password hashes are slow to guess",
               "DES and MD5 hashes are guessed by the billion. Set ENCRYPT_METHOD YESCRYPT or SHA512 in /etc/login.defs."),
    LOGIN_RULE("umask", "UMASK", UMASK_COVERS, "ac-3", "New files are not open to everybody",
               "What users create is readable by all others under a loose umask. Set UMASK 027 in /etc/login.defs."),

    KERNEL_RULE("sysctl-randomize-va-space", "kernel/randomize_va_space", 2, 2, "si-16", "Addresses are randomised",
                "Fixed addresses make exploits work. Set kernel.randomize_va_space to 2."),
    KERNEL_RULE("sysctl-ptrace-scope", "kernel/yama/ptrace_scope", 1, 3, "sc-39", "Processes do not read each other",
                "Any process of a user could take the secrets of the others. Set kernel.yama.ptrace_scope to 1 or more."),
    KERNEL_RULE("sysctl-kptr-restrict", "kernel/kptr_restrict", 1, 2, "si-16", "Kernel addresses are hidden",
                "They defeat the randomisation of the kernel. Set kernel.kptr_restrict to 1 or 2."),
    KERNEL_RULE("sysctl-dmesg-restrict", "kernel/dmesg_restrict", 1, 1, "ac-6", "Kernel messages are for root",
                "They tell addresses and devices. Set kernel.dmesg_restrict to 1."),
    KERNEL_RULE("sysctl-unprivileged-bpf", "kernel/unprivileged_bpf_disabled", 1, 2, "ac-6", "BPF is for root",
                "BPF has been a way to root again and again. Set kernel.unprivileged_bpf_disabled to 1 or 2."),
    KERNEL_RULE("sysctl-perf-event-paranoid", "kernel/perf_event_paranoid", 2, 4, "ac-6", "Kernel profiling is for root",
                "It tells what the kernel and others do. Set kernel.perf_event_paranoid to 2 or more."),
    KERNEL_RULE("sysctl-protected-hardlinks", "fs/protected_hardlinks", 1, 1, "ac-6", "Hard links are protected", LINKS),
    KERNEL_RULE("sysctl-protected-symlinks", "fs/protected_symlinks", 1, 1, "ac-6", "Symbolic links are protected", LINKS),
    KERNEL_RULE("sysctl-protected-fifos", "fs/protected_fifos", 1, 2, "ac-6", "FIFOs are protected", LINKS),
    KERNEL_RULE("sysctl-protected-regular", "fs/protected_regular", 1, 2, "ac-6", "Files in shared directories are protected", LINKS),
    KERNEL_RULE("sysctl-suid-dumpable", "fs/suid_dumpable", 0, 0, "ac-6", "Privileged programs leave no dumps",
                "A dump of such a program holds its secrets. Set fs.suid_dumpable to 0."),
    KERNEL_RULE("sysctl-ipv4-forward", "net/ipv4/ip_forward", 0, 0, "sc-7", "The host does not route IPv4", ROUTES),
    KERNEL_RULE("sysctl-syncookies", "net/ipv4/tcp_syncookies", 1, 2, "sc-5", "SYN floods are survived",
                "Half-open connections keep others out. Set net.ipv4.tcp_syncookies to 1."),
    KERNEL_RULE("sysctl-broadcast-echo", "net/ipv4/icmp_echo_ignore_broadcasts", 1, 1, "sc-5", "Broadcast pings are ignored",
                "The host would join in floods against others. Set net.ipv4.icmp_echo_ignore_broadcasts to 1."),
    KERNEL_RULE("sysctl-bogus-errors", "net/ipv4/icmp_ignore_bogus_error_responses", 1, 1, "sc-5", "Bogus ICMP errors are ignored",
                "They fill the log. Set net.ipv4.icmp_ignore_bogus_error_responses to 1."),
    KERNEL_RULE("sysctl-ipv4-redirects", "net/ipv4/conf/all/accept_redirects", 0, 0, "sc-7", "IPv4 redirects are not accepted", REDIRECTS),
    KERNEL_RULE("sysctl-ipv4-redirects-default", "net/ipv4/conf/default/accept_redirects", 0, 0, "sc-7", "IPv4 redirects are not accepted on new interfaces", REDIRECTS),
    KERNEL_RULE("sysctl-ipv4-secure-redirects", "net/ipv4/conf/all/secure_redirects", 0, 0, "sc-7", "Redirects of gateways are not accepted", REDIRECTS),
    KERNEL_RULE("sysctl-ipv4-send-redirects", "net/ipv4/conf/all/send_redirects", 0, 0, "sc-7", "Redirects are not sent", SENDS),
    KERNEL_RULE("sysctl-ipv4-send-redirects-default", "net/ipv4/conf/default/send_redirects", 0, 0, "sc-7", "Redirects are not sent on new interfaces", SENDS),
    KERNEL_RULE("sysctl-ipv4-source-route", "net/ipv4/conf/all/accept_source_route", 0, 0, "sc-7", "Source-routed IPv4 packets are not accepted", SOURCE_ROUTE),
    KERNEL_RULE("sysctl-rp-filter", "net/ipv4/conf/all/rp_filter", 1, 2, "sc-7", "Forged senders are filtered", FILTER),
    KERNEL_RULE("sysctl-rp-filter-default", "net/ipv4/conf/default/rp_filter", 1, 2, "sc-7", "Forged senders are filtered on new interfaces", FILTER),
    KERNEL_RULE("sysctl-log-martians", "net/ipv4/conf/all/log_martians", 1, 1, "au-12", "Impossible senders are logged",
                "Forged packets show an attack. Set net.ipv4.conf.all.log_martians to 1."),
    KERNEL_RULE("sysctl-ipv6-forward", "net/ipv6/conf/all/forwarding", 0, 0, "sc-7", "The host does not route IPv6", ROUTES),
    KERNEL_RULE("sysctl-ipv6-redirects", "net/ipv6/conf/all/accept_redirects", 0, 0, "sc-7", "IPv6 redirects are not accepted", REDIRECTS),
    KERNEL_RULE("sysctl-ipv6-redirects-default", "net/ipv6/conf/default/accept_redirects", 0, 0, "sc-7", "IPv6 redirects are not accepted on new interfaces", REDIRECTS),
    KERNEL_RULE("sysctl-ipv6-source-route", "net/ipv6/conf/all/accept_source_route", 0, 0, "sc-7", "Source-routed IPv6 packets are not accepted", SOURCE_ROUTE),
};

const int rule_count = sizeof rules / sizeof *rules;

const rule *rule_of(const char *key) {
    for (int i = 0; i < rule_count; i++) {
        if (strcmp(rules[i].check.key, key) == 0) return &rules[i];
    }
    return NULL;
}
