/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tells systemd how the service is doing (sd_notify(3)), without its library. */
#pragma once

/* "READY=1", "STOPPING=1", "STATUS=...": a datagram to NOTIFY_SOCKET. Nothing when nobody asked. */
void notify_send(const char *state);
