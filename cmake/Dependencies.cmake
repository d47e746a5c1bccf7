# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# System libraries, each behind one target dep_*, so that a layer names what it may use.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

function(add_dependency name)
	pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${ARGN})
	add_library(dep_${name} INTERFACE)
	target_link_libraries(dep_${name} INTERFACE PkgConfig::${name})
endfunction()

add_dependency(curl libcurl)
add_dependency(yajl yajl)
add_dependency(xml libxml-2.0)
add_dependency(yaml yaml-0.1)
add_dependency(crypto libcrypto>=3.0)
add_dependency(ssl libssl>=3.0)
add_dependency(sqlite sqlite3>=3.40)
add_dependency(cares libcares)
add_dependency(ldns ldns)
add_dependency(seccomp libseccomp)
add_dependency(microhttpd libmicrohttpd)
add_dependency(jansson jansson)

add_library(dep_threads INTERFACE)
target_link_libraries(dep_threads INTERFACE Threads::Threads)

# jq 1.6 ships no pkg-config file.
find_path(JQ_INCLUDE_DIR jq.h REQUIRED)
find_library(JQ_LIBRARY jq REQUIRED)
add_library(dep_jq INTERFACE)
target_include_directories(dep_jq SYSTEM INTERFACE "${JQ_INCLUDE_DIR}")
target_link_libraries(dep_jq INTERFACE "${JQ_LIBRARY}" m)
