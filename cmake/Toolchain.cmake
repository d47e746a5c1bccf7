# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Compiler settings: C17 with GNU extensions, warnings, hardening, sanitizers, ccache.

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
	set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

# Assertions guard programming errors; they stay in every build.
foreach(config RELEASE RELWITHDEBINFO MINSIZEREL)
	string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_${config} "${CMAKE_C_FLAGS_${config}}")
endforeach()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_C_COMPILER_LAUNCHER)
	set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(toolchain INTERFACE)
target_compile_definitions(toolchain INTERFACE _GNU_SOURCE)
target_compile_options(toolchain INTERFACE
	-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wvla
	-Wno-missing-field-initializers # what an initialiser leaves out is zero, on purpose
	$<$<C_COMPILER_ID:Clang>:-Wno-string-concatenation> # long SQL in tables
	-Wformat=2 -Wundef -Wwrite-strings -Wpointer-arith -Wimplicit-fallthrough
	-fstack-protector-strong -fno-common -fno-strict-aliasing
	$<$<BOOL:${CERTSTEWARD_WERROR}>:-Werror>)
target_link_options(toolchain INTERFACE -Wl,-z,relro,-z,now -Wl,--as-needed)

# Narrowing is where parsers of outside input go wrong; signedness alone would bury it in noise.
add_library(narrowing INTERFACE)
target_compile_options(narrowing INTERFACE -Wconversion -Wno-sign-conversion)

if(CERTSTEWARD_SANITIZE OR CERTSTEWARD_FUZZ)
	set(sanitizers "${CERTSTEWARD_SANITIZE}")
	if(CERTSTEWARD_FUZZ)
		string(APPEND sanitizers ",fuzzer-no-link")
	endif()
	string(REGEX REPLACE "^," "" sanitizers "${sanitizers}")
	target_compile_options(toolchain INTERFACE
		-fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
	target_link_options(toolchain INTERFACE -fsanitize=${sanitizers})
else()
	target_compile_options(toolchain INTERFACE
		$<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
endif()

include(CheckPIESupported)
check_pie_supported(LANGUAGES C)

# Own code cannot name an unsafe function: the list is in banned.h, seen by every file.
add_library(own_code INTERFACE)
target_link_libraries(own_code INTERFACE toolchain)
file(GLOB banned CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/connector/base/banned.h")
if(banned)
	target_compile_options(own_code INTERFACE "SHELL:-include ${banned}")
endif()
